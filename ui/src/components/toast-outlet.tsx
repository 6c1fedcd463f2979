import { Toast } from "@base-ui/react/toast";
import { Check, CircleAlert, TriangleAlert, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type ToastData, type ToastTone, toastManager } from "@/state/toasts";
import { buttonStyles } from "./button-styles";
import { cn } from "./cn";
import { IconButton } from "./icon-button";

const icons = { positive: Check, warning: TriangleAlert, danger: CircleAlert } as const;
const colours: Record<ToastTone, string> = {
  neutral: "text-muted",
  positive: "text-positive",
  warning: "text-warning",
  danger: "text-danger",
};

function ToastList() {
  const { t } = useTranslation("shell");
  const { toasts } = Toast.useToastManager<ToastData>();
  return toasts.map((toast) => {
    const tone = toast.data?.tone ?? "neutral";
    const Icon = tone === "neutral" ? null : icons[tone];
    return (
      <Toast.Root
        key={toast.id}
        toast={toast}
        swipeDirection={["right", "down"]}
        className="pointer-events-auto w-full rounded-lg bg-floating shadow-float transition-[opacity,transform] duration-200 data-ending-style:opacity-0 data-starting-style:translate-y-2 data-starting-style:opacity-0"
      >
        <Toast.Content className="flex items-center gap-3 py-2 pr-2 pl-3">
          {Icon && (
            <Icon
              aria-hidden
              size={16}
              strokeWidth={1.75}
              className={cn("shrink-0", colours[tone])}
            />
          )}
          <div className="min-w-0 flex-1 py-1">
            <Toast.Title className="text-sm font-medium wrap-anywhere" />
            <Toast.Description className="text-sm wrap-anywhere text-muted" />
          </div>
          {toast.actionProps && (
            <Toast.Action className={buttonStyles({ variant: "secondary", size: "sm" })} />
          )}
          <Toast.Close
            // Out of the tree for assistive technology until the region has the focus.
            aria-hidden={undefined}
            render={<IconButton label={t("toast.dismiss")} icon={X} size="sm" />}
          />
        </Toast.Content>
      </Toast.Root>
    );
  });
}

/** The one place where toasts show. They stay while the pointer or the focus is on them. */
export function ToastOutlet() {
  const { t } = useTranslation("shell");
  return (
    <Toast.Provider toastManager={toastManager} limit={4}>
      <Toast.Portal>
        <Toast.Viewport
          aria-label={t("toast.region")}
          className="pointer-events-none fixed right-4 bottom-4 z-50 flex w-[min(24rem,calc(100vw-2rem))] flex-col gap-2 outline-none"
        >
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

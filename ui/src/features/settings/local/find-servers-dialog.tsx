import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { FoundServers } from "./found-servers";

interface FindServersDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Leads to the dialog in which a server is typed in. */
  onAddByHand: () => void;
}

/** Looks for servers on this computer. */
export function FindServersDialog({ open, onOpenChange, onAddByHand }: FindServersDialogProps) {
  const { t } = useTranslation("local");
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("find.title")}
      description={t("find.text")}
      className="w-[min(35rem,calc(100vw-2rem))]"
    >
      <FoundServers
        onLeave={() => onOpenChange(false)}
        otherwise={
          <Button size="sm" variant="ghost" onClick={onAddByHand}>
            {t("find.byHand")}
          </Button>
        }
      />
    </Dialog>
  );
}

import { useMutation } from "@tanstack/react-query";
import { Brush, Eraser, Redo2, Trash2, Undo2 } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { isMac } from "@/actions/shortcut";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { ErrorCard } from "@/components/error-card";
import { IconButton } from "@/components/icon-button";
import { Segmented } from "@/components/segmented";
import { SliderField } from "@/components/slider-field";
import { bringIn } from "@/features/media/intake";
import { type Asset, toProblem } from "@/ipc/client";
import { MaskCanvas } from "./mask-canvas";
import { exportMask, paintsAnything, type Stroke } from "./strokes";
import { useStrokes } from "./use-strokes";

interface MaskEditorProps {
  picture: Asset;
  onClose: () => void;
  onMask: (mask: Asset) => void;
}

/** Of the picture's shorter side. */
const USUAL_BRUSH = 0.1;
const LARGEST_BRUSH = 0.5;
const UNKNOWN_SIDE = 1024;

/** Paints over what is to change in a picture. */
export function MaskEditor({ picture, onClose, onMask }: MaskEditorProps) {
  const { t } = useTranslation(["generate", "shell"]);
  const width = picture.width ?? UNKNOWN_SIDE;
  const height = picture.height ?? UNKNOWN_SIDE;
  const short = Math.min(width, height);
  const [mode, setMode] = useState<Stroke["mode"]>("paint");
  const [size, setSize] = useState(Math.max(Math.round(short * USUAL_BRUSH), 1));
  const painted = useStrokes();
  const save = useMutation({
    mutationFn: async () => {
      const name = t("generate:mask.fileName", { name: picture.title });
      const file = await exportMask(painted.strokes, width, height, `${name}.png`);
      const [mask] = await bringIn([file], ["image"]);
      if (!mask) return;
      onMask(mask);
      onClose();
    },
  });
  const press = (event: KeyboardEvent) => {
    const mod = isMac ? event.metaKey : event.ctrlKey;
    if (!mod || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    if (event.shiftKey) painted.redo();
    else painted.undo();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("generate:mask.title")}
      description={t("generate:mask.text")}
      className="h-[calc(100dvh-2rem)] w-[min(64rem,calc(100vw-2rem))]"
      footer={
        <>
          <Button onClick={onClose}>{t("shell:control.cancel")}</Button>
          <Button
            variant="primary"
            loading={save.isPending}
            disabledReason={
              paintsAnything(painted.strokes) ? undefined : t("generate:mask.paintFirst")
            }
            onClick={() => save.mutate()}
          >
            {t("generate:mask.use")}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the editor's own keys, wherever the focus is */}
      <div onKeyDown={press} className="flex h-full min-h-0 flex-col gap-3">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Segmented
            hideLabel
            label={t("generate:mask.tool")}
            value={mode}
            onChange={setMode}
            options={[
              { value: "paint", label: t("generate:mask.brush"), icon: Brush },
              { value: "erase", label: t("generate:mask.eraser"), icon: Eraser },
            ]}
          />
          <SliderField
            label={t("generate:mask.size")}
            value={size}
            min={1}
            max={Math.max(Math.round(short * LARGEST_BRUSH), 2)}
            step={1}
            unit="px"
            onChange={setSize}
            className="w-56"
          />
          <span className="flex-1" />
          <div className="flex gap-1">
            <IconButton
              icon={Undo2}
              label={t("shell:control.undo")}
              shortcut="mod+z"
              disabled={!painted.canUndo}
              onClick={painted.undo}
            />
            <IconButton
              icon={Redo2}
              label={t("generate:mask.redo")}
              shortcut="mod+shift+z"
              disabled={!painted.canRedo}
              onClick={painted.redo}
            />
            <IconButton
              icon={Trash2}
              label={t("generate:mask.clear")}
              disabled={painted.strokes.length === 0}
              onClick={painted.clear}
            />
          </div>
        </div>
        <div className="flex min-h-0 flex-1 [container-type:size]">
          <MaskCanvas
            picture={picture}
            width={width}
            height={height}
            strokes={painted.strokes}
            mode={mode}
            size={size}
            onStroke={painted.add}
          />
        </div>
        {save.error && <ErrorCard compact problem={toProblem(save.error)} />}
      </div>
    </Dialog>
  );
}

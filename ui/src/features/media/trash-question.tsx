import { useEffect, useId } from "react";
import { useTranslation } from "react-i18next";
import { create } from "zustand";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import type { UsedIn } from "@/ipc/client";
import { UsedInList } from "./used-in-list";

interface Question {
  count: number;
  used: UsedIn;
  answer: (yes: boolean) => void;
}

interface TrashQuestionState {
  question: Question | null;
  /** The places that can ask, the topmost last. */
  places: readonly string[];
}

const useTrashQuestion = create<TrashQuestionState>(() => ({ question: null, places: [] }));

/** Asks before something is moved to the trash that is used elsewhere. Yes where nobody can ask. */
export function askBeforeTrash(count: number, used: UsedIn): Promise<boolean> {
  const { places, question } = useTrashQuestion.getState();
  if (places.length === 0) return Promise.resolve(true);
  question?.answer(false);
  return new Promise((resolve) => {
    const answer = (yes: boolean) => {
      useTrashQuestion.setState({ question: null });
      resolve(yes);
    };
    useTrashQuestion.setState({ question: { count, used, answer } });
  });
}

/** Shows the question, above whatever it stands in; the topmost place asks. */
export function TrashQuestion() {
  const { t } = useTranslation(["library", "shell"]);
  const id = useId();
  const { question, places } = useTrashQuestion();
  useEffect(() => {
    useTrashQuestion.setState((state) => ({ places: [...state.places, id] }));
    return () => {
      useTrashQuestion.setState((state) => ({
        places: state.places.filter((place) => place !== id),
      }));
    };
  }, [id]);
  if (!question || places.at(-1) !== id) return null;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && question.answer(false)}
      title={t("library:usedIn.question", { count: question.count })}
      description={t("library:usedIn.questionText")}
      footer={
        <>
          <Button onClick={() => question.answer(false)}>{t("shell:control.cancel")}</Button>
          <Button variant="primary" onClick={() => question.answer(true)}>
            {t("library:actions.trash")}
          </Button>
        </>
      }
    >
      <div className="max-h-60 overflow-y-auto">
        <UsedInList used={question.used} />
      </div>
    </Dialog>
  );
}

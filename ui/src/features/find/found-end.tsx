import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { type ProviderId, toProblem } from "@/ipc/client";

interface FoundEndProps {
  providerId: ProviderId;
  hasMore: boolean;
  loading: boolean;
  /** Why the next page did not come. */
  error: Error | null;
  onMore: () => void;
}

/** Below what was found: the way to the next page. */
export function FoundEnd({ providerId, hasMore, loading, error, onMore }: FoundEndProps) {
  const { t } = useTranslation("find");
  if (error && !loading) {
    return <ErrorCard problem={toProblem(error)} providerId={providerId} onRetry={onMore} />;
  }
  if (!hasMore) return null;
  return (
    <Button loading={loading} onClick={onMore} className="self-center">
      {t("more")}
    </Button>
  );
}

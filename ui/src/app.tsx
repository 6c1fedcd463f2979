import { QueryClientProvider } from "@tanstack/react-query";
import { PageBoundary } from "@/components/page-boundary";
import { Frame } from "@/features/frame/frame";
import { queryClient } from "@/state/query-client";

export function App() {
  return (
    <PageBoundary name="frame">
      <QueryClientProvider client={queryClient}>
        <Frame />
      </QueryClientProvider>
    </PageBoundary>
  );
}

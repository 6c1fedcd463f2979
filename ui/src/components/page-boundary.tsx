import { TriangleAlert } from "lucide-react";
import { Component, type ErrorInfo, type ReactNode } from "react";
import { reportCaught } from "@/ipc/ui-reports";
import { i18n } from "@/messages";
import { Button } from "./button";
import { EmptyState } from "./empty-state";

interface PageBoundaryProps {
  /** The page's name in the log. */
  name: string;
  children: ReactNode;
}

interface PageBoundaryState {
  failed: boolean;
  attempt: number;
}

/**
 * Keeps a fault within its page. What was being written lives in `state/drafts`, outside the tree
 * that failed, so the page that is loaded again shows it.
 */
export class PageBoundary extends Component<PageBoundaryProps, PageBoundaryState> {
  override state: PageBoundaryState = { failed: false, attempt: 0 };

  static getDerivedStateFromError(): Partial<PageBoundaryState> {
    return { failed: true };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    reportCaught(error, `page ${this.props.name}${info.componentStack ?? ""}`);
  }

  reload = (): void => {
    this.setState(({ attempt }) => ({ failed: false, attempt: attempt + 1 }));
  };

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <main role="alert" className="flex min-w-0 flex-1">
        <EmptyState
          icon={TriangleAlert}
          title={i18n.t("errors:page.title")}
          text={i18n.t("errors:page.text")}
          action={
            <Button variant="primary" onClick={this.reload}>
              {i18n.t("errors:page.reload")}
            </Button>
          }
        />
      </main>
    );
  }
}

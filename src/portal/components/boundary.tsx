import { Component, type ReactNode } from "react";
import { Failure } from "./states.tsx";

/** Shows a failure in place of a page that broke, or that could not be loaded, instead of nothing. */
export class Boundary extends Component<{ children: ReactNode }, { error: Error | undefined }> {
  override state = { error: undefined as Error | undefined };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    // Loaded anew: an asset that is gone is named otherwise by a newer page.
    return error === undefined ? this.props.children : <Failure error={error} onRetry={() => location.reload()} />;
  }
}

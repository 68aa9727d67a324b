// Keeps a fault of one page from taking the frame with it. May import parts/.
import { Component, type ReactNode } from 'react';
import { ErrorState } from '../parts/states.tsx';

export class ErrorFence extends Component<{ children: ReactNode }, { thrown: unknown }> {
  override state: { thrown: unknown } = { thrown: undefined };

  static getDerivedStateFromError(thrown: unknown) {
    return { thrown };
  }

  override render() {
    const { thrown } = this.state;
    if (thrown === undefined) return this.props.children;
    return <ErrorState error={thrown} onRetry={() => this.setState({ thrown: undefined })} />;
  }
}

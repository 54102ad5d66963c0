// Keeps a page that fails from taking the others with it.
import { Component } from 'react'
import type { ReactNode } from 'react'
import { frameText } from '../text/frame-text.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'

type Props = { children: ReactNode }

export class PageGuard extends Component<Props, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true }
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children
    return (
      <EmptyState
        title={frameText.pageFailed}
        action={
          <Button onClick={() => this.setState({ hasFailed: false })}>{frameText.tryAgain}</Button>
        }
      >
        {frameText.pageFailedSentence}
      </EmptyState>
    )
  }
}

import type { ReactElement, ReactNode } from 'react'

/** Props of `Notice`. */
export interface NoticeProps {
  readonly title: string
  readonly children: ReactNode
}

/** A page that has nothing to show but why. */
export function Notice({ title, children }: NoticeProps): ReactElement {
  return (
    <main className="notice">
      <h1>{title}</h1>
      {children}
    </main>
  )
}

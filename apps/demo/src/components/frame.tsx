import { useState, type ReactElement, type ReactNode } from 'react'

/** One pane of a page. */
export interface FramePane {
  readonly key: string
  /** What the switch between panes calls it. */
  readonly label: string
}

/** Props of `Frame`. */
export interface FrameProps<Pane extends FramePane> {
  readonly panes: readonly Pane[]
  readonly pitch: string
  /** What opens another window. */
  readonly windows: ReactNode
  /** What stands at the end of the header. */
  readonly tools?: ReactNode
  /** Draws a pane; the second argument says whether it is the one seen where there is room for one only. */
  readonly children: (pane: Pane, isShown: boolean) => ReactNode
}

/** The page around the panes; where there is room for one only, a switch between them. */
export function Frame<Pane extends FramePane>({ panes, pitch, windows, tools, children }: FrameProps<Pane>): ReactElement {
  const [shown, setShown] = useState(panes[0]?.key)

  return (
    <div className="app" data-people={panes.length}>
      <header className="app-header">
        <img src="/favicon.svg" alt="" width="26" height="26" />
        <h1>Nowtyping</h1>
        <p className="app-pitch">{pitch}</p>
        <nav aria-label="Windows" className="app-windows">
          {windows}
        </nav>
        {tools}
      </header>

      {panes.length > 1 && (
        <nav className="app-switch" aria-label="Person shown">
          {panes.map(({ key, label }) => (
            <button key={key} type="button" aria-pressed={key === shown} onClick={() => setShown(key)}>
              {label}
            </button>
          ))}
        </nav>
      )}

      <main className="app-panes">{panes.map((pane) => children(pane, pane.key === shown))}</main>
    </div>
  )
}

import type { ReactElement } from 'react'

/** Three dots; they stand still for whoever wants less motion. */
export function Dots(): ReactElement {
  return (
    <span className="dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  )
}

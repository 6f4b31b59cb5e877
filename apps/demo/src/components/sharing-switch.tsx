import type { ReactElement } from 'react'

/** Props of `SharingSwitch`. */
export interface SharingSwitchProps {
  readonly isSharing: boolean
  readonly onChange: (isSharing: boolean) => void
}

/** Whether others may see that I type: consent is the user's, and one switch for the whole account. */
export function SharingSwitch({ isSharing, onChange }: SharingSwitchProps): ReactElement {
  return (
    <label className="switch">
      <span>Share typing</span>
      <input type="checkbox" role="switch" checked={isSharing} onChange={(event) => onChange(event.target.checked)} />
    </label>
  )
}

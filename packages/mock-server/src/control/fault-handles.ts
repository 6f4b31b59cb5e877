import { parseFaultPlan } from '../faults/parse-plan.ts'
import type { ControlActions } from './control.ts'
import { type HandleRow, ok, refuse } from './handle.ts'

/** What a test may ask of the fault plan. */
export function faultHandles({ setFaults, faults }: Pick<ControlActions, 'setFaults' | 'faults'>): readonly HandleRow[] {
  return [
    ['GET', '/faults', () => ok(faults())],
    [
      'POST',
      '/faults',
      ({ body }) => {
        const parsed = parseFaultPlan(body)
        if (!parsed.ok) return refuse(400, parsed.mistake)
        setFaults(parsed.plan)
        return ok({})
      },
    ],
    [
      'DELETE',
      '/faults',
      () => {
        setFaults()
        return ok({})
      },
    ],
  ]
}

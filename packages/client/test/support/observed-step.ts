import type { Effect } from '../../src/core/effect.ts'
import type { EngineInput } from '../../src/engine/input.ts'

/** One step of an engine as it was seen from outside. */
export interface ObservedStep {
  readonly input: EngineInput
  readonly now: number
  readonly wall: number
  readonly effects: readonly Effect[]
  /** `dueAt()` as it was before the step. */
  readonly dueBefore: number
}

/** The name of the invariant comes first in the message, so that a failure says which. */
export function claim(holds: boolean, message: () => string): void {
  if (!holds) throw new Error(message())
}

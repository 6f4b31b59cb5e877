import { simulatedMatrix } from './matrix.ts'
import type { PlanOptions } from './plan.ts'
import { simulatedRocketChat } from './rocketchat.ts'
import { simulate, type Outcome, type SimulateOptions } from './simulate.ts'
import { simulatedZulip } from './zulip.ts'

/** Runs a world of any protocol. */
export function runWorld(options: PlanOptions, how?: SimulateOptions): Promise<Outcome> {
  switch (options.protocol) {
    case 'matrix':
      return simulate(simulatedMatrix, options, how)
    case 'zulip':
      return simulate(simulatedZulip, options, how)
    case 'rocketchat':
      return simulate(simulatedRocketChat, options, how)
  }
}

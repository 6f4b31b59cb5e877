import { clientCases } from './client-cases.ts'
import type { Case } from './home-server.ts'
import { requestCases } from './request-cases.ts'
import { sessionCases } from './session-cases.ts'
import { syncCases } from './sync-cases.ts'
import { typingCases } from './typing-cases.ts'

/** Everything that holds on the mock and on Synapse; on Synapse those that wait longest had better begin first. */
export const CASES: readonly Case[] = [...typingCases, ...clientCases, ...syncCases, ...sessionCases, ...requestCases]

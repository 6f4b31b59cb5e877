import type { TypingClient, TypingConversation } from '@nowtyping/client'

/**
 * Tells the hooks which client the app uses, so that targets are checked:
 * `declare module '@nowtyping/react' { interface Register { client: typeof client } }`.
 */
export interface Register {}

type TargetOf<Client> = Client extends TypingClient<infer Target> ? Target : never

/** What the registered client can address; any string or object while none is registered. */
export type RegisteredTarget = Register extends { client: infer Client } ? TargetOf<Client> : string | object

/** A target, the handle of a conversation of any client, or nothing yet. */
export type ConversationOf<Target> = Target | TypingConversation | null | undefined

// Snippet 7, first part: a bot.
import type { TypingClient } from '@nowtyping/client'

/** What the bot has to say, piece by piece, and where it goes. */
export interface Outlet {
  readonly answer: (question: string) => AsyncIterable<string>
  readonly write: (token: string) => void
  readonly showLine: (line: string) => void
}

export async function run(typing: TypingClient<string>, { answer, write, showLine }: Outlet): Promise<void> {
  await typing.connect()
  const room = typing.conversation('!room:example.org')
  const off = room.users.subscribe((users) => showLine(users.map((user) => user.id).join(', ')))

  for await (const token of answer('Why is the sky blue?')) { room.keystroke(); write(token) }
  room.stop()

  off()
  await typing.close() // nothing is left: no timer, no socket, no request, no listener
}

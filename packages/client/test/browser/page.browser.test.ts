import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { commands } from 'vitest/browser'
import { createTypingClient, type TypingClient } from '@nowtyping/client'
import { matrix } from '@nowtyping/client/matrix'

const ROOM = '!general:mock.test'

const open: TypingClient<string>[] = []
beforeEach(() => commands.control('/reset'))
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()))
})

const accountOf = (name: string): { baseUrl: string; userId: string; accessToken: string } => {
  const { matrix: server, users } = inject('mock')
  const user = users.find((candidate) => candidate.name === name)
  if (user === undefined) throw new Error(`there is no ${name}`)
  return { baseUrl: server.baseUrl, ...user.matrix }
}

async function join(name: string): Promise<TypingClient<string>> {
  const client = createTypingClient({ transport: matrix(accountOf(name)) })
  open.push(client)
  await client.connect()
  return client
}

const typingOf = async (user: string): Promise<readonly string[]> =>
  (await commands.journal()).filter((entry) => entry.user === user && entry.op.startsWith('typing:')).map(({ op }) => op)

/** Who is shown to this client; the subscription keeps the list live until the test ends. */
function watch(client: TypingClient<string>): () => readonly string[] {
  const { users } = client.conversation(ROOM)
  users.subscribe(() => {})
  return () => users.getState().map(({ id }) => id)
}

/** Where the page gets a source file from: a script that Vite has not seen resolves no package names. */
const HERE = import.meta.url
const served = (path: string): string => new URL(`../../src/${path}`, HERE).href

/** A page of its own in which `name` types, as a tab has it: with its own window, document and end. */
async function typingPage(name: string): Promise<HTMLIFrameElement> {
  const frame = document.createElement('iframe')
  document.body.append(frame)
  const page = frame.contentDocument
  if (page === null) throw new Error('the frame has no document')
  const script = page.createElement('script')
  script.type = 'module'
  script.textContent = `
    import { createTypingClient } from ${JSON.stringify(served('index.ts'))}
    import { matrix } from ${JSON.stringify(served('transports/matrix/index.ts'))}
    const client = createTypingClient({ transport: matrix(${JSON.stringify(accountOf(name))}) })
    await client.connect()
    client.conversation(${JSON.stringify(ROOM)}).keystroke()
  `
  page.body.append(script)
  await expect.poll(() => typingOf(name)).toEqual(['typing:start'])
  return frame
}

describe('a client in a page', () => {
  test('a key of one is a name in the list of the other, and its stop takes the name away', async () => {
    const [alice, bob] = [await join('alice'), await join('bob')]
    const seen = watch(bob)
    alice.conversation(ROOM).keystroke()
    await expect.poll(seen).toEqual(['@alice:mock.test'])
    alice.conversation(ROOM).stop()
    await expect.poll(seen).toEqual([])
    expect(await typingOf('alice')).toEqual(['typing:start', 'typing:stop'])
  })

  test('S4 a page that goes away says stop while it goes, and the server hears it', async () => {
    const seen = watch(await join('bob'))
    const page = await typingPage('alice')
    await expect.poll(seen).toEqual(['@alice:mock.test'])
    // Not removed: in a frame that a script removes, no promise goes on. A tab that is left goes as this one does.
    page.src = URL.createObjectURL(new Blob(['elsewhere'], { type: 'text/html' }))
    await expect.poll(() => typingOf('alice')).toEqual(['typing:start', 'typing:stop'])
    await expect.poll(seen).toEqual([])
  })
})

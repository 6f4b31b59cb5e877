import type { BrowserContextOptions, Locator, Page } from 'playwright'
import type { Demo } from './demo.ts'

/** One person on a page, as somebody in front of it sees them. */
export interface PersonOnPage {
  readonly page: Page
  readonly pane: Locator
  readonly field: Locator
  readonly log: Locator
  /** The line that says who types, while it says that. */
  readonly indicator: Locator
  /** Waits until the status says this. */
  readonly says: (status: string) => Promise<void>
  /** The button of a room in the list, by its name or a part of it. */
  readonly room: (name: string) => Locator
  readonly message: (text: string) => Locator
  /** The texts of all messages, oldest first. */
  readonly said: () => Promise<readonly string[]>
  /** Presses the keys of a text in the field. */
  readonly type: (text: string) => Promise<void>
  readonly send: (text: string) => Promise<void>
  readonly seesTyping: (words: string) => Promise<void>
  readonly seesNobodyTyping: () => Promise<void>
  /** Empties the field. */
  readonly clear: () => Promise<void>
  /** Opens the dialog for something new, and finds one of its forms. */
  readonly begin: (what: string) => Promise<Locator>
}

/** Opens the page that shows everybody, and finds them. */
export async function everybody(
  demo: Pick<Demo, 'open'>,
  options?: BrowserContextOptions,
): Promise<Readonly<Record<'alice' | 'bob' | 'carol' | 'dave', PersonOnPage>>> {
  const page = await demo.open('', options)
  const [alice, bob, carol, dave] = await Promise.all([
    person(page, 'Alice'),
    person(page, 'Bob'),
    person(page, 'Carol'),
    person(page, 'Dave'),
  ])
  return { alice, bob, carol, dave }
}

/** Opens a window in which one person is alone, on their own protocol or on another. */
export async function alone(demo: Pick<Demo, 'open'>, name: string, protocol?: string): Promise<PersonOnPage> {
  const as = name.toLowerCase()
  return person(await demo.open(protocol === undefined ? `?as=${as}` : `?as=${as}&on=${protocol}`), name)
}

/** Finds a person by name and waits until they are connected. */
export async function person(page: Page, name: string): Promise<PersonOnPage> {
  const pane = page.getByRole('region', { name, exact: true })
  const field = pane.locator('.composer textarea')
  const status = pane.locator('header').getByRole('status')
  const line = pane.locator('.typing')
  const log = pane.getByRole('log', { name: 'Messages in' })
  const indicator = line.getByRole('status').filter({ hasText: /\w/ })
  const says = (text: string): Promise<void> => status.filter({ hasText: text }).waitFor()
  await says('Connected')

  return {
    page,
    pane,
    field,
    log,
    indicator,
    says,
    room: (room) => pane.locator('.room').filter({ has: page.locator('.room-name', { hasText: room }) }),
    message: (text) => log.locator('.bubble').filter({ hasText: text }),
    said: () => log.locator('.bubble > p:first-child').allTextContents(),
    type: (text) => field.pressSequentially(text),
    send: async (text) => {
      await field.pressSequentially(text)
      await field.press('Enter')
    },
    clear: () => field.fill(''),
    begin: async (what) => {
      await pane.getByRole('button', { name: 'New', exact: true }).click()
      return pane.getByRole('form', { name: what })
    },
    seesTyping: async (words) => {
      // Names are set apart by characters of their own, which nobody sees.
      await indicator.filter({ hasText: new RegExp(`^${words.replaceAll(/\w+/g, '\\W*$&\\W*')}$`) }).waitFor()
      await line.locator('.typing-look').waitFor()
    },
    seesNobodyTyping: async () => {
      await Promise.all([indicator.waitFor({ state: 'hidden' }), line.locator('.typing-look').waitFor({ state: 'hidden' })])
    },
  }
}

import type { Locator, Page } from 'playwright'

/** One person on a page, as somebody in front of it sees them. */
export interface PersonOnPage {
  readonly pane: Locator
  readonly field: Locator
  readonly log: Locator
  /** The line that says who types, while it says that. */
  readonly indicator: Locator
  /** Waits until the status says this. */
  readonly says: (status: string) => Promise<void>
  readonly room: (name: string) => Locator
  readonly message: (text: string) => Locator
  /** The texts of all messages, oldest first. */
  readonly said: () => Promise<readonly string[]>
  /** Presses the keys of a text in the field. */
  readonly type: (text: string) => Promise<void>
  readonly send: (text: string) => Promise<void>
  readonly seesTyping: (words: string) => Promise<void>
  readonly seesNobodyTyping: () => Promise<void>
}

/** Finds a person by name and waits until they are connected. */
export async function person(page: Page, name: string): Promise<PersonOnPage> {
  const pane = page.getByRole('region', { name, exact: true })
  const field = pane.getByRole('textbox')
  const status = pane.locator('header').getByRole('status')
  const line = pane.locator('.typing')
  const indicator = line.getByRole('status').filter({ hasText: /typing/ })
  const says = (text: string): Promise<void> => status.filter({ hasText: text }).waitFor()
  await says('Connected')

  return {
    pane,
    field,
    log: pane.getByRole('log'),
    indicator,
    says,
    room: (room) => pane.getByRole('navigation').getByRole('button', { name: room }),
    message: (text) => pane.getByRole('log').locator('.bubble').filter({ hasText: text }),
    said: () => pane.getByRole('log').locator('.bubble').allTextContents(),
    type: (text) => field.pressSequentially(text),
    send: async (text) => {
      await field.pressSequentially(text)
      await field.press('Enter')
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

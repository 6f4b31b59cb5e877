/** Something to be said on a page where others may be speaking. */
export interface Announcement {
  /** What it is about: the same thing is not said by two at a time. */
  readonly about: unknown
  /** Its turn has come. */
  readonly begin: () => void
  /** Its turn is over. */
  readonly end: () => void
}

/** Gives the word to one after the other. */
export interface Announcer {
  /** Says it when the others are done; false where another is saying the same thing, or is about to. */
  readonly announce: (announcement: Announcement) => boolean
  /** Takes it back, at any time; what is being said ends. */
  readonly takeBack: (announcement: Announcement) => void
}

/** How long one has the word, in milliseconds: about as long as it takes to read two names and a few words aloud. */
const TURN_MS = 3_000

/** Holds the rest of a turn whose announcement was taken back while it was said. */
const NOTHING: Announcement = { about: undefined, begin: () => {}, end: () => {} }

function createAnnouncer(): Announcer {
  const waiting = new Set<Announcement>()
  let current: Announcement | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const next = (): void => {
    current?.end()
    ;[current] = waiting
    if (current === undefined) return
    waiting.delete(current)
    // The page's own timer, and not the clock of a client: a page has one voice, and several clients.
    timer = setTimeout(next, TURN_MS)
    current.begin()
  }

  return {
    announce: (announcement) => {
      const isOfAnother = (other: Announcement | undefined): boolean => other !== announcement && other?.about === announcement.about
      if (isOfAnother(current) || [...waiting].some(isOfAnother)) return false
      waiting.add(announcement)
      if (current === undefined) next()
      return true
    },
    takeBack: (announcement) => {
      waiting.delete(announcement)
      if (current === announcement) {
        current = NOTHING
        announcement.end()
      }
      if (current !== NOTHING || waiting.size > 0) return
      clearTimeout(timer)
      current = undefined
    },
  }
}

const announcers = new WeakMap<Document, Announcer>()

/** The one announcer of a document. */
export function announcerOf(page: Document): Announcer {
  const announcer = announcers.get(page) ?? createAnnouncer()
  announcers.set(page, announcer)
  return announcer
}

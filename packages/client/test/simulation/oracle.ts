/** Who really wishes to be seen typing where; it knows people, not clients. */
export interface Oracle {
  /** A key of somebody on a host. */
  readonly key: (person: string, host: number, room: number) => void
  /** They end it there, or everywhere on that host. */
  readonly end: (person: string, host: number, room?: number) => void
  /** Whether they wish it on that very host. */
  readonly isWishingOn: (person: string, host: number, room: number) => boolean
  readonly isWishing: (person: string, room: number) => boolean
  /** Milliseconds since they last wished it; 0 while they do, `Infinity` if they never did. */
  readonly sinceWish: (person: string, room: number) => number
  /** On how many hosts somebody wishes it there. */
  readonly devices: (person: string, room: number) => number
}

/** Makes an oracle; a wish stands for `idleAfterMs` after the last key. */
export function createOracle(now: () => number, idleAfterMs: number): Oracle {
  /** By person and room, then by host: until when. */
  const wishes = new Map<string, Map<number, number>>()

  function of(person: string, room: number): Map<number, number> {
    const name = `${person} ${room}`
    const known = wishes.get(name) ?? new Map<number, number>()
    wishes.set(name, known)
    return known
  }

  function endOne(untils: Map<number, number>, host: number): void {
    const until = untils.get(host)
    if (until !== undefined && until > now()) untils.set(host, now())
  }

  function sinceWish(person: string, room: number): number {
    let last = -Infinity
    for (const until of of(person, room).values()) last = Math.max(last, until)
    return Math.max(0, now() - last)
  }

  return {
    key: (person, host, room) => void of(person, room).set(host, now() + idleAfterMs),
    end(person, host, room) {
      if (room !== undefined) return endOne(of(person, room), host)
      for (const [name, untils] of wishes) if (name.startsWith(`${person} `)) endOne(untils, host)
    },
    isWishingOn: (person, host, room) => (of(person, room).get(host) ?? -Infinity) > now(),
    isWishing: (person, room) => sinceWish(person, room) === 0,
    sinceWish,
    devices: (person, room) => [...of(person, room).values()].filter((until) => until > now()).length,
  }
}

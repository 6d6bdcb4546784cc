import type { AccountView } from '#http/contract/accounts.ts'

export const CREDENTIAL_WORDS: Readonly<Record<AccountView['credential']['kind'], string>> = {
  token: 'Service key or app token',
  'client-credentials': 'App with client credentials',
  jwt: 'App with a certificate (JWT bearer)',
}

/** A clock that is off by more than this makes signatures and signed sign-ins fail. */
const CLOCK_OFF_SECONDS = 60

export type Standing = { readonly tone: 'good' | 'bad' | 'warn'; readonly words: string }

/** How a credential stands, in one word: refused and unreachable come first, then rights that nothing works without. */
export function standingOf({ state, rights }: Pick<AccountView, 'state' | 'rights'>): Standing {
  if (state === 'refused') return { tone: 'bad', words: 'Refused' }
  if (state === 'unreachable') return { tone: 'bad', words: 'No answer' }
  const lacking = rights.filter(({ missing }) => missing.length > 0)
  if (lacking.some(({ onlyFor }) => onlyFor === null)) return { tone: 'bad', words: 'Lacks rights' }
  return lacking.length > 0 ? { tone: 'warn', words: 'Works in part' } : { tone: 'good', words: 'Works' }
}

/** Null: the clocks agree, or the platform did not tell its own. */
export function clockWords(aheadSeconds: number | null): string | null {
  if (aheadSeconds === null || Math.abs(aheadSeconds) <= CLOCK_OFF_SECONDS) return null
  return `Its clock is ${Math.abs(aheadSeconds)} s ${aheadSeconds > 0 ? 'ahead of' : 'behind'} this server’s: set this server’s by NTP.`
}

/** "Leads: read, create, edit" */
export const rightWords = (rights: readonly string[]): string => rights.join(', ')

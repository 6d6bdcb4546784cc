import type { Instant } from '../instant.ts'
import type { Values } from '../mapping/value.ts'
import { DAY_MS } from '../time.ts'
import type { AttributionConfig } from './config.ts'

export type FigureSetting = AttributionConfig['writeBack']['campaigns']

/** Where figures of campaigns may be written in a portal, in the order in which they are tried. */
export const FIGURE_PLACES = ['properties', 'object'] as const
export type FigurePlace = (typeof FIGURE_PLACES)[number]

/**
 * What a place made of one real figure. `accepted`: it was read back. `ignored`: no error, and it was not there. `refused`: an error.
 */
export interface Attempt {
  readonly place: FigurePlace
  readonly found: 'accepted' | 'ignored' | 'refused'
  /** What HubSpot said, for people. */
  readonly said: string
}

const placesOf = (setting: FigureSetting): readonly FigurePlace[] =>
  setting === 'off' ? [] : setting === 'auto' ? FIGURE_PLACES : [setting]

/** The place to try next, or null: it is settled. */
export function nextPlace(setting: FigureSetting, attempts: readonly Attempt[]): FigurePlace | null {
  if (attempts.some(({ found }) => found === 'accepted')) return null
  return placesOf(setting).find((place) => !attempts.some((one) => one.place === place)) ?? null
}

const NAMES: Readonly<Record<FigurePlace, string>> = { properties: 'campaign properties', object: 'a custom object' }

const WORDS: Readonly<Record<Attempt['found'], (name: string, said: string) => string>> = {
  accepted: (name, said) => `figures stand in ${name}: ${said}`,
  ignored: (name, said) => `${name}: HubSpot took the value without an error and did not keep it (${said})`,
  refused: (name, said) => `${name}: refused (${said})`,
}

/** What attempts have shown, with all reasons. */
export function settledPlace(attempts: readonly Attempt[]): {
  readonly kind: FigurePlace | 'none'
  readonly why: string
} {
  const accepted = attempts.find(({ found }) => found === 'accepted')
  const why = attempts.map(({ place, found, said }) => WORDS[found](NAMES[place], said)).join('; ')
  return { kind: accepted?.place ?? 'none', why: why === '' ? 'switched off' : why }
}

export interface KnownPlace {
  readonly kind: FigurePlace | 'none'
  readonly probedAt: Instant
}

/** Portals change: what took figures is looked at once a week, and one that takes none is asked again each day. */
const LOOK_AFTER_MS = 7 * DAY_MS
const ASK_AFTER_MS = DAY_MS

/**
 * What to do before figures are written: `probe` where none is known, the setting wants another or HubSpot took none so far; `look`
 * whether they still stand there.
 */
export function dueAtPlace(
  setting: FigureSetting,
  known: KnownPlace | null,
  now: Instant,
): 'probe' | 'look' | 'nothing' {
  if (known === null) return 'probe'
  const age = now - known.probedAt
  if (known.kind === 'none') return age >= ASK_AFTER_MS ? 'probe' : 'nothing'
  if (!placesOf(setting).includes(known.kind)) return 'probe'
  return age >= LOOK_AFTER_MS ? 'look' : 'nothing'
}

/** Whether everything that was sent is there; what was sent blank may be absent. */
export const isKept = (sent: Values, held: Values): boolean =>
  Object.entries(sent).every(([name, value]) => (held[name] ?? null) === value)

import type { Side } from '../ids.ts'
import { otherSide } from '../ids.ts'
import type { Direction } from '../mapping/field-map.ts'
import type { Canonical } from '../mapping/value.ts'
import type { Both } from './field.ts'

/** What a person chose for a field that waits: the value of one side, or one of his own in HubSpot's form. */
export type Choice =
  | { readonly kind: 'side'; readonly side: Side }
  | { readonly kind: 'value'; readonly value: Canonical }
  /** Goes on as the rule says, although it flipped. */
  | { readonly kind: 'thaw' }

/** A person's word about one field of one linked pair. */
export interface FieldDecided {
  readonly choice: Choice
  /** Both values as that person saw them: with others nobody decided anything. */
  readonly saw: Both
  /** Who decided, as the journal names him. */
  readonly by: string
}

/** A value that the choice needs in the other side's form; null of it: it cannot be brought there, with the reason. */
export type ToOtherSide = (
  from: Side,
  value: Canonical,
) => { readonly value: Canonical; readonly unconvertible?: boolean; readonly why?: string }

export type DecidedOutcome =
  /** What both sides are to hold; `writes` are the sides that do not hold it yet. */
  | { readonly kind: 'stands'; readonly target: Both; readonly writes: readonly Side[] }
  /** A value is neither the one that was seen nor the one that was chosen: somebody has changed it since. */
  | { readonly kind: 'moved' }
  | { readonly kind: 'unconvertible'; readonly why: string }

/**
 * What a person's choice asks for now. Asked again after one of its writes, or after all of them, it asks for what is left, so a
 * crash in the middle repeats nothing.
 * A side that the map does not write to keeps its value: the difference is agreed on then.
 */
export function carryOut(decided: FieldDecided, now: Both, direction: Direction, toOther: ToOtherSide): DecidedOutcome {
  const { choice, saw } = decided
  if (choice.kind === 'thaw') return { kind: 'moved' }
  const from: Side = choice.kind === 'side' ? choice.side : 'hubspot'
  const value = choice.kind === 'side' ? saw[choice.side] : choice.value
  const to = otherSide(from)
  const translated = toOther(from, value)
  if (translated.unconvertible === true) return { kind: 'unconvertible', why: translated.why ?? '' }
  const wanted = { [from]: value, [to]: translated.value } as unknown as Both
  const target: Both = {
    hubspot: writesTo(direction, 'hubspot') ? wanted.hubspot : now.hubspot,
    salesforce: writesTo(direction, 'salesforce') ? wanted.salesforce : now.salesforce,
  }
  const isKnown = (side: Side): boolean => now[side] === saw[side] || now[side] === target[side]
  if (!isKnown('hubspot') || !isKnown('salesforce')) return { kind: 'moved' }
  const writes = (['salesforce', 'hubspot'] as const).filter((side) => now[side] !== target[side])
  return { kind: 'stands', target, writes }
}

const writesTo = (direction: Direction, side: Side): boolean =>
  direction === 'both' || direction === (side === 'hubspot' ? 'to-hubspot' : 'to-salesforce')

/** As the journal tells why a value was written. */
export const decidedBy = (by: string): string => `decided by ${by}`

/** To how many fields a decision goes: to one, to all of the map with the same two values, to all of the map. */
export const ALIKE = ['this', 'same-values', 'same-field'] as const
export type Alike = (typeof ALIKE)[number]

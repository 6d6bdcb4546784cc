import type { Side } from '../ids.ts'
import { otherSide } from '../ids.ts'
import type { Instant } from '../instant.ts'
import type { Direction, Rule } from '../mapping/field-map.ts'
import type { Canonical } from '../mapping/value.ts'

/** Both values of one field, each in its own side's form. */
export type Both = Readonly<Record<Side, Canonical>>

export interface FieldInput {
  /** What each side held when they last agreed; undefined when they were never joined. */
  readonly base: Both | undefined
  readonly now: Both
  /** Each side's value in the other side's form: `translated.hubspot` is HubSpot's value as Salesforce would hold it. */
  readonly translated: Both
  readonly rule: Rule
  readonly direction: Direction
  readonly modifiedAt: Readonly<Record<Side, Instant>>
  /** Only for `most-advanced`: position of each side's value in the order, -1 when it is not in it. */
  readonly rank?: Readonly<Record<Side, number>>
}

export const NOOP_REASONS = ['agreed', 'unchanged', 'off', 'one-way', 'blank', 'rule'] as const
export const WRITE_REASONS = [
  'changed-one-side',
  'hubspot-wins',
  'salesforce-wins',
  'newest-wins',
  'salesforce-unless-blank',
  'hubspot-unless-blank',
  'fill-blank',
  'most-advanced',
  'first-link',
] as const

export type FieldDecision =
  | { readonly kind: 'noop'; readonly because: (typeof NOOP_REASONS)[number] }
  /** `value` is in the form of the side written to. */
  | {
      readonly kind: 'write'
      readonly to: Side
      readonly value: Canonical
      readonly because: (typeof WRITE_REASONS)[number]
    }
  | { readonly kind: 'conflict' }

/**
 * Decides one field of one linked pair: the three-way merge at the heart of Tandem.
 *
 * Without a base (first link) the rule decides and a blank never overwrites a value. With a base, a change on one side
 * travels, blanks included, unless the rule or the direction holds it back; when both changed, the rule decides. The two
 * "unless blank" rules look at what is there, not at who changed.
 * The two values agree when one, translated the way the map allows, equals the other: a lossy translation (truncated text) is
 * no change.
 * Total and pure. Source: DESIGN "Reconcile"; properties in field.property.test.ts.
 */
export function reconcileField(input: FieldInput): FieldDecision {
  if (input.rule === 'off') return { kind: 'noop', because: 'off' }
  if (agree(input)) return { kind: 'noop', because: 'agreed' }
  const changed = changedSides(input)
  if (changed.length === 0) return { kind: 'noop', because: 'unchanged' }
  if (input.rule === 'fill-blank') return fillBlank(input)
  if (input.rule === 'most-advanced') return mostAdvanced(input)
  if (prefersUnlessBlank(input.rule) && input.base !== undefined) return unlessBlank(input)
  const [only] = changed
  if (changed.length === 1 && only !== undefined && input.base !== undefined) return oneSideChanged(input, only)
  return bothChanged(input)
}

/** Only the way that values may take counts: with a one-way map the other side's words mean nothing here. */
function agree({ now, translated, direction }: FieldInput): boolean {
  const there = translated.hubspot === now.salesforce
  const back = translated.salesforce === now.hubspot
  return direction === 'both' ? there || back : direction === 'to-salesforce' ? there : back
}

function changedSides({ base, now }: FieldInput): readonly Side[] {
  if (base === undefined) return ['hubspot', 'salesforce']
  return (['hubspot', 'salesforce'] as const).filter((side) => now[side] !== base[side])
}

/** A change on the side that may not write is kept where it is; the other side's rule may still take it back. */
function oneSideChanged(input: FieldInput, from: Side): FieldDecision {
  if (allows(input.direction, from)) return write(input, from, 'changed-one-side')
  return oneWayRestores(input, from)
}

/** One-way maps whose source wins put the target back when somebody edited it there. */
function oneWayRestores(input: FieldInput, from: Side): FieldDecision {
  const source = otherSide(from)
  const enforced =
    (input.rule === 'hubspot-wins' && source === 'hubspot') ||
    (input.rule === 'salesforce-wins' && source === 'salesforce')
  if (!enforced || input.translated[source] === null) return { kind: 'noop', because: 'one-way' }
  return write(input, source, ruleReason(input.rule))
}

type UnlessBlank = 'hubspot-unless-blank' | 'salesforce-unless-blank'

const prefersUnlessBlank = (rule: Rule): rule is UnlessBlank =>
  rule === 'hubspot-unless-blank' || rule === 'salesforce-unless-blank'

/**
 * Whoever changed, the preferred side's value stands while it has one, so an edit of the other side is taken back; a blank
 * there gives way to the other side's value. Both sides end alike, and a value goes only when it is cleared on both.
 */
function unlessBlank(input: FieldInput): FieldDecision {
  const preferred: Side = input.rule === 'hubspot-unless-blank' ? 'hubspot' : 'salesforce'
  const from = input.now[preferred] === null ? otherSide(preferred) : preferred
  return writeIfAllowed(input, from, ruleReason(input.rule))
}

function bothChanged(input: FieldInput): FieldDecision {
  const { now, rule, base } = input
  // First link: whichever side has a value gives it to the blank one, if it may write there.
  if (base === undefined && (now.hubspot === null || now.salesforce === null)) {
    return writeIfAllowed(input, now.hubspot === null ? 'salesforce' : 'hubspot', 'first-link')
  }
  switch (rule) {
    case 'hubspot-wins':
    case 'salesforce-wins':
      return writeIfAllowed(input, rule === 'hubspot-wins' ? 'hubspot' : 'salesforce', rule)
    case 'hubspot-unless-blank':
    case 'salesforce-unless-blank':
      return unlessBlank(input)
    case 'newest-wins':
      return writeIfAllowed(input, newest(input), rule)
    case 'manual':
      return { kind: 'conflict' }
    case 'fill-blank':
    case 'most-advanced':
    case 'off':
      return { kind: 'noop', because: 'rule' }
  }
}

/** A tie goes to Salesforce: its stamp is cut to whole seconds, so of two equal ones its change came later. */
function newest({ modifiedAt }: FieldInput): Side {
  return modifiedAt.hubspot > modifiedAt.salesforce ? 'hubspot' : 'salesforce'
}

function fillBlank(input: FieldInput): FieldDecision {
  for (const from of ['hubspot', 'salesforce'] as const) {
    const to = otherSide(from)
    if (input.now[to] === null && input.translated[from] !== null && allows(input.direction, from))
      return write(input, from, 'fill-blank')
  }
  return { kind: 'noop', because: 'rule' }
}

/** Values outside the order never move anything; an equal rank leaves both as they are. */
function mostAdvanced(input: FieldInput): FieldDecision {
  const rank = input.rank ?? { hubspot: -1, salesforce: -1 }
  if (rank.hubspot === rank.salesforce) return { kind: 'noop', because: 'rule' }
  return writeIfAllowed(input, rank.hubspot > rank.salesforce ? 'hubspot' : 'salesforce', 'most-advanced')
}

const allows = (direction: Direction, from: Side): boolean =>
  direction === 'both' || direction === (from === 'hubspot' ? 'to-salesforce' : 'to-hubspot')

function writeIfAllowed(input: FieldInput, from: Side, because: (typeof WRITE_REASONS)[number]): FieldDecision {
  return allows(input.direction, from) ? write(input, from, because) : { kind: 'noop', because: 'one-way' }
}

function write(input: FieldInput, from: Side, because: (typeof WRITE_REASONS)[number]): FieldDecision {
  const value = input.translated[from]
  if (value === null && input.base === undefined) return { kind: 'noop', because: 'blank' }
  return { kind: 'write', to: otherSide(from), value, because }
}

function ruleReason(rule: Rule): (typeof WRITE_REASONS)[number] {
  return (WRITE_REASONS as readonly string[]).includes(rule)
    ? (rule as (typeof WRITE_REASONS)[number])
    : 'changed-one-side'
}

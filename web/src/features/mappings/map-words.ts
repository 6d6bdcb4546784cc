import type { WrittenMap } from '#http/contract/config-fields.ts'
import { STEP_FORMS, type StepForm } from '#http/contract/config-steps.ts'
import { DIRECTION_WORDS, RULE_WORDS } from '#http/contract/config-words.ts'
import { isKeyed } from '../config-draft/json.ts'

export const ruleOf = (map: WrittenMap) => map.rule ?? 'newest-wins'
export const directionOf = (map: WrittenMap) => map.direction ?? 'both'

export const ARROW = { both: '⇄', 'to-salesforce': '→', 'to-hubspot': '←' } as const

/** The step that a written one is; undefined: none that is known here. */
export function formOf(step: unknown): StepForm | undefined {
  if (typeof step === 'string') return STEP_FORMS.find(({ id }) => id === step)
  if (!isKeyed(step)) return undefined
  // `country` is a step and an argument of another.
  const keys = Object.keys(step)
  return (
    STEP_FORMS.find(({ id }) => id !== 'country' && keys.includes(id)) ?? STEP_FORMS.find(({ id }) => keys.includes(id))
  )
}

/** One step in a few words: "Cut to length (40)". */
export function stepWords(step: unknown): string {
  const form = formOf(step)
  if (form === undefined) return JSON.stringify(step)
  const [main] = form.arguments
  if (!isKeyed(step) || main === undefined) return form.label
  const value = form.form === 'under' ? undefined : step[main.key]
  if (typeof value === 'number') return `${form.label} (${value})`
  if (typeof value === 'string' && main.kind !== 'code') {
    const word = main.choices?.find((choice) => choice.value === value)?.label ?? value
    return `${form.label} (${word})`
  }
  if (Array.isArray(value)) return `${form.label} (${value.join(', ')})`
  if (isKeyed(value)) return `${form.label} (${Object.keys(value).length})`
  return form.label
}

/** What a map does, in plain sentences. */
export function mapSentence(map: WrittenMap): string {
  const rule = ruleOf(map)
  if (rule === 'off') return RULE_WORDS.off.words
  return [ruleSentence(map), ...valueWords(map), ...stepsWords(map), ...whenWords(map)].join(' ')
}

/** One-way maps have no contest between two changes: what the rule means for them is another thing. */
function ruleSentence(map: WrittenMap): string {
  const rule = ruleOf(map)
  const direction = directionOf(map)
  if (direction === 'both') return RULE_WORDS[rule].words
  const [from, to] = direction === 'to-salesforce' ? ['HubSpot', 'Salesforce'] : ['Salesforce', 'HubSpot']
  const kept = direction === 'to-salesforce' ? 'hubspot' : 'salesforce'
  switch (rule) {
    case 'hubspot-wins':
    case 'salesforce-wins':
      return rule === `${kept}-wins`
        ? `${from} fills ${to}; an edit in ${to} is taken back.`
        : `${from} fills ${to}, as long as nobody edits it in ${to}.`
    case 'hubspot-unless-blank':
    case 'salesforce-unless-blank':
      return `${from} fills ${to}; while ${from} is blank, ${to} keeps what it has.`
    case 'fill-blank':
      return `${from} fills ${to} where it is blank, once; ${to} is never changed afterwards.`
    case 'newest-wins':
      return `A change in ${from} goes to ${to}. A later edit in ${to} stays until ${from} changes again.`
    case 'most-advanced':
    case 'manual':
    case 'off':
      return `${DIRECTION_WORDS[direction].words} ${RULE_WORDS[rule].words}`
  }
}

function valueWords({ values }: WrittenMap): readonly string[] {
  const count = Object.keys(values ?? {}).length
  return count === 0 ? [] : [`${count} ${count === 1 ? 'value is' : 'values are'} translated.`]
}

function stepsWords({ toSalesforce = [], toHubspot = [] }: WrittenMap): readonly string[] {
  const words = (steps: readonly unknown[], to: string): readonly string[] =>
    steps.length === 0 ? [] : [`On the way to ${to}: ${steps.map(stepWords).join(', then ')}.`]
  return [...words(toSalesforce, 'Salesforce'), ...words(toHubspot, 'HubSpot')]
}

function whenWords({ when }: WrittenMap): readonly string[] {
  if (when === undefined) return []
  const property = when['property']
  return [`Only where ${typeof property === 'string' ? property : 'a property'} ${testWords(when)}.`]
}

function testWords(when: Readonly<Record<string, unknown>>): string {
  const list = (value: unknown): string => (Array.isArray(value) ? value.join(' or ') : String(value))
  const tests = [
    when['in'] === undefined ? null : `is ${list(when['in'])}`,
    when['notIn'] === undefined ? null : `is not ${list(when['notIn'])}`,
    when['known'] === undefined ? null : when['known'] === true ? 'has a value' : 'is blank',
    when['contains'] === undefined ? null : `contains “${list(when['contains'])}”`,
    when['atLeast'] === undefined ? null : `is at least ${list(when['atLeast'])}`,
    when['atMost'] === undefined ? null : `is at most ${list(when['atMost'])}`,
  ]
  return tests.filter((test) => test !== null).join(' and ')
}

export const TYPE_WORDS: Readonly<Record<string, string>> = {
  text: 'Text',
  html: 'Formatted text',
  email: 'E-mail',
  phone: 'Phone',
  number: 'Number',
  boolean: 'Yes or no',
  date: 'Date',
  datetime: 'Date and time',
  time: 'Time',
  picklist: 'List',
  'multi-picklist': 'Multiple choice',
  reference: 'Reference',
}

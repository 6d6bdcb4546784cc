import { labelIn, type Option } from './options.ts'

interface Chosen {
  readonly stages: readonly string[]
  readonly lists: readonly string[]
  readonly conditions: number
  readonly marketingContacts: 'required' | 'any'
  readonly optedOut: 'exclude' | 'include'
}

/** Who enters, in one sentence: what one would say to a colleague. */
export function entrySentence(
  chosen: Chosen,
  known: { readonly stages: readonly Option[]; readonly lists: readonly Option[] },
): string {
  if (chosen.stages.length === 0) return 'Nobody enters: choose a lifecycle stage.'
  const named = (values: readonly string[], options: readonly Option[]): string =>
    anyOf(values.map((value) => labelIn(options, value)))
  const parts = [
    `${chosen.marketingContacts === 'required' ? 'Marketing contacts' : 'Contacts'} at ${named(chosen.stages, known.stages)}`,
    ...(chosen.lists.length === 0 ? [] : [`on ${named(chosen.lists, known.lists)}`]),
    ...(chosen.conditions === 0
      ? []
      : [
          chosen.conditions === 1
            ? 'who meet the condition below'
            : `who meet all ${chosen.conditions} conditions below`,
        ]),
    'with an e-mail address',
    ...(chosen.optedOut === 'exclude' ? ['who did not opt out of e-mail'] : []),
  ]
  return `${parts.join(', ')} enter.`
}

const anyOf = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`

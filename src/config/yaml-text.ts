import { parse, stringify } from 'yaml'

/** A document as the text of a file. */
export const toYaml = (document: unknown): string => stringify(document, { lineWidth: 120 })

export type ReadYaml = { readonly ok: true; readonly document: unknown } | { readonly ok: false; readonly why: string }

/** More aliases than any file has by hand: a few lines may otherwise stand for gigabytes. */
const MOST_ALIASES = 100

export function fromYaml(text: string): ReadYaml {
  try {
    return { ok: true, document: parse(text, { maxAliasCount: MOST_ALIASES }) }
  } catch (error) {
    const line = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
    return { ok: false, why: line.replace(/:$/, '') }
  }
}

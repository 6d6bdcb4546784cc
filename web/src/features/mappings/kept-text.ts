import { sameJson } from '../config-draft/json.ts'

/** Text that is no document yet, and the document over which it was typed. */
interface KeptText {
  readonly text: string
  readonly over: unknown
}

/** As long as the page is open: what is no document cannot be a draft, and should not be lost by a look at another tab. */
const texts = new Map<string, KeptText>()

/** @param place whose draft of which connection. */
export const keepText = (place: string, text: string, over: unknown): void => void texts.set(place, { text, over })

export const forgetText = (place: string): void => void texts.delete(place)

/** @returns what was typed; null: nothing, or the draft has become another since, which counts then. */
export function keptText(place: string, document: unknown): string | null {
  const kept = texts.get(place)
  return kept !== undefined && sameJson(kept.over, document) ? kept.text : null
}

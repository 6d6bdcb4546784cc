import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ConfigDocument } from '#http/contract/config.ts'
import { sameJson } from '../config-draft/json.ts'
import type { Draft } from '../config-draft/use-draft.ts'
import { forgetText, keepText, keptText } from './kept-text.ts'
import { readYaml, writeYaml, type ReadText } from './yaml-lines.ts'

/** How long typing rests before the text becomes the draft. */
const REST_MS = 400

interface Waiting {
  readonly timer: ReturnType<typeof setTimeout>
  readonly take: () => void
}

/**
 * The draft as text that can be typed in. A text that is a document becomes the draft; while it is none, the draft stays as it was and
 * the text is kept for when one comes back. A draft that changes elsewhere (discarded, imported, put on top) is written anew.
 */
export function useYamlText(draft: Draft): {
  readonly text: string
  readonly read: ReadText
  readonly type: (text: string) => void
  /** What was typed becomes the draft now, without waiting for a rest. */
  readonly flush: () => void
  /** Back to the draft, without what is no YAML yet. */
  readonly writeAnew: () => void
} {
  const { document, edit, place } = draft
  const [text, setText] = useState(() => keptText(place, document) ?? writeYaml(document))
  /** What the text says as far as the draft knows. */
  const known = useRef<unknown>(document)
  const waiting = useRef<Waiting | null>(null)
  const read = useMemo(() => readYaml(text), [text])
  const stop = useCallback(() => {
    if (waiting.current !== null) clearTimeout(waiting.current.timer)
    waiting.current = null
  }, [])
  const flush = useCallback(() => waiting.current?.take(), [])
  const writeAnew = useCallback(() => {
    stop()
    forgetText(place)
    known.current = document
    setText(writeYaml(document))
  }, [document, place, stop])
  useEffect(() => {
    if (!sameJson(document, known.current)) writeAnew()
  }, [document, writeAnew])
  useEffect(() => flush, [flush])
  const type = useCallback(
    (next: string) => {
      setText(next)
      stop()
      const take = (): void => {
        stop()
        const said = readYaml(next)
        if (!said.ok) return keepText(place, next, known.current)
        forgetText(place)
        if (sameJson(said.document, known.current)) return
        known.current = said.document
        edit(() => said.document as ConfigDocument)
      }
      waiting.current = { timer: setTimeout(take, REST_MS), take }
    },
    [edit, place, stop],
  )
  return { text, read, type, flush, writeAnew }
}

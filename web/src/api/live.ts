import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import * as z from 'zod'
import type { Tag } from '#http/contract/contract.ts'
import { calm } from './calm.ts'
import { newsKey, takesNews } from './news.ts'

/** News of one part is shown so often at most: under load there is some with every look of the server. */
const PAUSE_MS = 5_000

/** What the server calls news, and which parts of the API show it. */
const TAGS_OF = {
  overview: ['Overview'],
  leads: ['Leads', 'Overview'],
  problems: ['Problems', 'Overview'],
  records: ['Records'],
  config: ['Configuration', 'Handover and routing', 'Overview'],
  jobs: ['Jobs'],
  attribution: ['Attribution'],
  alerts: ['Alerts', 'Overview'],
} as const satisfies Readonly<Record<string, readonly Tag[]>>

const news = z.object({ topics: z.array(z.string()) })

/** Looks again at whatever changed, as the server tells it. @returns whether the line to the server stands. */
export function useLive(connection: string | null): 'live' | 'waiting' {
  const queries = useQueryClient()
  const [state, setState] = useState<'live' | 'waiting'>('waiting')
  useEffect(() => {
    if (connection === null) return
    const { tell, stop } = calm<Tag>(PAUSE_MS, (tag) => {
      queries.setQueryData(newsKey(tag), Date.now())
      void queries.invalidateQueries({ queryKey: [tag], predicate: takesNews })
    })
    const source = new EventSource(`/api/connections/${encodeURIComponent(connection)}/events`)
    follow(source, tell, setState)
    return () => {
      source.close()
      stop()
    }
  }, [connection, queries])
  return state
}

/** @param source a stream of news, which the browser opens again whenever it ends. */
export function follow(
  source: Pick<EventTarget, 'addEventListener'>,
  tell: (tag: Tag) => void,
  onState: (state: 'live' | 'waiting') => void,
): void {
  let wasOpen = false
  source.addEventListener('open', () => {
    onState('live')
    // What changed between two streams was told to neither.
    if (wasOpen) for (const tag of new Set(Object.values(TAGS_OF).flat())) tell(tag)
    wasOpen = true
  })
  source.addEventListener('error', () => onState('waiting'))
  source.addEventListener('changed', (event) => {
    const parsed = news.safeParse(event instanceof MessageEvent ? jsonOf(String(event.data)) : null)
    if (!parsed.success) return
    for (const tag of new Set(parsed.data.topics.flatMap((topic): readonly Tag[] => tagsOf(topic)))) tell(tag)
  })
}

const tagsOf = (topic: string): readonly Tag[] => (topic in TAGS_OF ? TAGS_OF[topic as keyof typeof TAGS_OF] : [])

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

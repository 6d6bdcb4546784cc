import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import type * as z from 'zod'

/**
 * Filters, page and selection of a page live in its address: they survive a reload and can be sent to somebody.
 *
 * @param schema every field with `.catch(...)` or `.optional().catch(undefined)`, so that a wrong address shows the page all the same.
 * @returns the choices, and a setter that changes some of them; `undefined` takes one out of the address.
 */
export function usePageSearch<S extends z.ZodObject>(
  schema: S,
): readonly [z.output<S>, (patch: Partial<z.input<S>>, how?: 'push' | 'replace') => void] {
  const raw: Readonly<Record<string, unknown>> = useSearch({ strict: false })
  const navigate = useNavigate()
  const search = useMemo(() => schema.parse(raw), [schema, raw])
  const set = useCallback(
    (patch: Partial<z.input<S>>, how: 'push' | 'replace' = 'replace') =>
      void navigate({
        to: '.',
        replace: how === 'replace',
        search: (before: object) => clean({ ...before, ...patch }),
      } as Parameters<typeof navigate>[0]),
    [navigate],
  )
  return [search, set]
}

const clean = (values: object): object =>
  Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  )

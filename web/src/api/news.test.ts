import { expect, test } from 'vitest'
import { FIXED, firstPageOf, takesNews } from './news.ts'

const pages = (count: number) => ({
  pages: Array.from({ length: count }, (_, i) => ({ items: [i] })),
  pageParams: Array.from({ length: count }, (_, i) => (i === 0 ? null : String(i))),
})
const read = (data: unknown, meta?: Record<string, unknown>) => ({ meta, state: { data } })

test('news reads a first page anew, but neither ten pages nor the choices of a form', () => {
  expect(takesNews(read(pages(1)))).toBe(true)
  expect(takesNews(read({ total: 3 }))).toBe(true)
  expect(takesNews(read(undefined))).toBe(true)
  expect(takesNews(read(pages(10)))).toBe(false)
  expect(takesNews(read({ reps: [] }, FIXED))).toBe(false)
})

test('to see what is new a list begins anew', () => {
  expect(firstPageOf(pages(3))).toEqual({ pages: [{ items: [0] }], pageParams: [null] })
  expect(firstPageOf(undefined)).toBeUndefined()
})

import { escapeHtml } from './pages.ts'

/** A link, or plain text where there is nowhere to go. */
export const link = (href: string | undefined, text: string): string =>
  href === undefined ? escapeHtml(text) : `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`

export const quiet = (text: string): string => `<span class="quiet">${escapeHtml(text)}</span>`

/** Cells are HTML already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const heading = head.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('')
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')
  return `<div class="scroll"><table>\n<thead><tr>${heading}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table></div>`
}

/** A field to search in and what is on this page of how many. */
export function searchForm(query: string, shown: string): string {
  return `<form method="get"><label>Search <input type="search" name="q" value="${escapeHtml(query)}"></label> <button>Search</button> ${quiet(shown)}</form>`
}

const PER_PAGE = 50

/** One page of a list that may be long: `page` counts from 1. */
export function pageOf<T>(
  all: readonly T[],
  query: URLSearchParams,
): { readonly rows: readonly T[]; readonly shown: string; readonly nav: string } {
  const pages = Math.max(1, Math.ceil(all.length / PER_PAGE))
  const asked = Number(query.get('page') ?? '1')
  const page = Number.isInteger(asked) ? Math.min(Math.max(asked, 1), pages) : 1
  const from = (page - 1) * PER_PAGE
  const rows = all.slice(from, from + PER_PAGE)
  const to = (number: number, text: string) => {
    const params = new URLSearchParams(query)
    params.set('page', String(number))
    return link(`?${params.toString()}`, text)
  }
  const nav = [page > 1 ? to(page - 1, 'Newer') : '', page < pages ? to(page + 1, 'Older') : ''].filter(
    (part) => part !== '',
  )
  return {
    rows,
    shown: all.length === 0 ? 'nothing found' : `${from + 1} to ${from + rows.length} of ${all.length}`,
    nav: nav.length === 0 ? '' : `<p>${nav.join(' · ')}</p>`,
  }
}

/** An instant, to the second, as it stands in an answer. */
export const instant = (text: string): string =>
  `<time>${escapeHtml(text.replace('T', ' ').replace(/(?:\.\d+)?(?:Z|\+0000)$/, ''))}</time>`

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/

/** A value of a record: instants do not break over lines. */
export const shownValue = (text: string): string => (INSTANT.test(text) ? instant(text) : escapeHtml(text))

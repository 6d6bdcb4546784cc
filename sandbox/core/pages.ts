import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

/** What a person sees in the browser: records, and the page that asks whether an app may come in. */
export interface Page {
  /** Tried against the path alone; named groups become `params`. */
  readonly path: RegExp
  readonly answer: (request: PageRequest) => PageAnswer
}

export interface PageRequest {
  readonly method: string
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Fields of a posted form; empty otherwise. */
  readonly form: URLSearchParams
  /** Scheme and host the browser came to, without a slash at the end. */
  readonly baseUrl: string
}

export interface PageAnswer {
  readonly status: number
  /** Body of the page; see `htmlPage`. */
  readonly html?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Pages are not API calls: they are not counted, recorded, limited or spoiled. */
export interface Pages {
  has(path: string): boolean
  readonly listener: RequestListener
}

export function createPages(pages: readonly Page[]): Pages {
  const find = (path: string): Page | undefined => pages.find((page) => page.path.test(path))
  return {
    has: (path) => find(path) !== undefined,
    listener(request, response) {
      readForm(request)
        .then((form) => send(response, answerTo(find, request, form)))
        // An address that is none, such as one made of a broken Host header, must not end the process.
        .catch(() => send(response, { status: 400, html: htmlPage('Bad request', '<p>This is no address.</p>') }))
    },
  }
}

function answerTo(
  find: (path: string) => Page | undefined,
  request: IncomingMessage,
  form: URLSearchParams,
): PageAnswer {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`)
  const page = find(url.pathname)
  return (
    page?.answer({
      method: request.method ?? 'GET',
      path: url.pathname,
      params: { ...page.path.exec(url.pathname)?.groups },
      query: url.searchParams,
      form,
      baseUrl: url.origin,
    }) ?? { status: 404, html: htmlPage('Not found', '<p>There is no such page.</p>') }
  )
}

function send(response: ServerResponse, answer: PageAnswer): void {
  response.writeHead(answer.status, {
    'Content-Type': 'text/html; charset=utf-8',
    // Nothing on these pages runs; values of records must not be able to either.
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; form-action *",
    ...answer.headers,
  })
  response.end(answer.html ?? '')
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

/** Text inside HTML, attributes included. */
export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

/** A whole document. `body` is HTML already. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${styles}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`
}

const styles = `
:root { color-scheme: light dark; --page: light-dark(#fff, #16181c); --line: light-dark(#d9dde3, #3a3f47); --quiet: light-dark(#5b6470, #9aa4b1); --link: light-dark(#1c5fb8, #8ab8ff); }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; background: var(--page); color: light-dark(#1b1f24, #e6e9ed); }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; margin: .5rem 0; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
a { color: var(--link); }
.quiet { color: var(--quiet); }
.scroll { overflow-x: auto; background: linear-gradient(90deg, var(--page) 1rem, transparent) left / 2rem 100% no-repeat local, linear-gradient(270deg, var(--page) 1rem, transparent) right / 2rem 100% no-repeat local, linear-gradient(90deg, var(--line), transparent) left / .75rem 100% no-repeat scroll, linear-gradient(270deg, var(--line), transparent) right / .75rem 100% no-repeat scroll; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
td { overflow-wrap: anywhere; min-width: 6.5rem; }
th { font-weight: 600; white-space: nowrap; }
time, .name { white-space: nowrap; }
button { font: inherit; padding: .4rem .9rem; margin-right: .5rem; }
`

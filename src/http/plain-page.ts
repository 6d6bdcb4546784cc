/** A page without script or files, for people who cannot be shown the app. Takes text, not markup. */
export function plainPage(input: {
  readonly title: string
  readonly lines: readonly string[]
  /** Shown as code under the lines. */
  readonly code?: string
  /** Where the browser goes on by itself. */
  readonly goTo?: string
}): string {
  const refresh =
    input.goTo === undefined ? '' : `<meta http-equiv="refresh" content="0; url=${escapeHtml(input.goTo)}">`
  const code = input.code === undefined ? '' : `<pre>${escapeHtml(input.code)}</pre>`
  const lines = input.lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tandem</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">${refresh}
<style>
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto 0; padding: 0 1.25rem }
h1 { font-size: 1.5rem } pre { padding: .75rem 1rem; border: 1px solid #8886; border-radius: .5rem; white-space: pre-wrap }
</style></head><body><main><h1>${escapeHtml(input.title)}</h1>${lines}${code}</main></body></html>`
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
}

import type { Page, PageAnswer, PageRequest } from '../../core/pages.ts'
import { escapeHtml, htmlPage } from '../../core/pages.ts'
import type { Portal } from '../model/portal.ts'
import { hubDomain, portalAdmin } from '../oauth/apps.ts'
import type { InstallRequest } from '../oauth/authorize.ts'
import { approve, readInstallRequest, refuse } from '../oauth/authorize.ts'

/**
 * The page that asks whether an app may come in, at its own address on this host:
 * https://developers.hubspot.com/docs/api-reference/latest/authentication/manage-oauth-tokens
 */
export const authorizePages = (portal: Portal): readonly Page[] => [
  { path: /^\/oauth(?:\/\d+)?\/authorize\/?$/, answer: (request) => answer(portal, request) },
]

function answer(portal: Portal, { method, query, form }: PageRequest): PageAnswer {
  const request = readInstallRequest(portal, query)
  if ('problem' in request) return problemPage(request.problem)
  if (method !== 'POST') return { status: 200, html: consent(portal, request) }
  const decision = form.get('decision')
  const location = decision === 'connect' ? approve(portal, request, portalAdmin) : refuse(request)
  return { status: 302, headers: { Location: location } }
}

function problemPage(problem: string): PageAnswer {
  return {
    status: 400,
    html: htmlPage(
      "Couldn't complete the connection",
      `<p role="alert" style="overflow-wrap: anywhere">${escapeHtml(problem)}</p>`,
    ),
  }
}

function consent(portal: Portal, { app, scopes, leftOut, redirectUri }: InstallRequest): string {
  const rows = scopes
    .map((scope) => `<li>${escapeHtml(inWords(scope))}<br><code class="quiet">${escapeHtml(scope)}</code></li>`)
    .join('\n')
  const missing =
    leftOut.length === 0
      ? ''
      : `<p class="quiet">Not available in this account, and not needed: ${escapeHtml(leftOut.join(', '))}.</p>`
  return htmlPage(
    `Connect ${app.name} to HubSpot`,
    `<style>${styles}</style>
<p><strong>${escapeHtml(app.name)}</strong> would like to work in account <strong>${portal.settings.portalId}</strong>
(${escapeHtml(hubDomain)}) in the name of ${escapeHtml(portalAdmin.email)}. It will be able to:</p>
<ul class="scopes">
${rows}
</ul>
${missing}
<p class="quiet">You will be sent back to <span class="address">${escapeHtml(new URL(redirectUri).origin)}</span>.</p>
<form method="post" class="decision">
<button class="connect" name="decision" value="connect">Connect app</button>
<button name="decision" value="cancel">Cancel</button>
</form>`,
  )
}

const styles = `
.scopes { list-style: none; margin: 1rem 0; padding: 0; border: 1px solid var(--line); border-radius: 6px; }
.scopes li { padding: .5rem .9rem; border-bottom: 1px solid var(--line); }
.scopes li:last-child { border-bottom: 0; }
.scopes code { font-size: .85em; overflow-wrap: anywhere; }
.address { overflow-wrap: anywhere; }
.decision { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.25rem 0 2rem; }
.decision button { margin: 0; min-height: 2.75rem; padding: 0 1.25rem; border-radius: 6px; border: 1px solid var(--quiet); background: transparent; color: inherit; cursor: pointer; }
.decision .connect { background: light-dark(#1c5fb8, #8ab8ff); border-color: transparent; color: light-dark(#fff, #0d1a2b); font-weight: 600; }
main { max-width: 42rem; }
`

/** What a scope lets an app do, as far as its name tells. */
function inWords(scope: string): string {
  if (scope === 'oauth') return 'Know which account it is connected to'
  const match = /^(?<area>.+)\.(?<right>read|write)$/.exec(scope)
  const { area, right } = match?.groups ?? {}
  if (area === undefined) return `Use ${scope}`
  const subject = area
    .replace(/^crm\.schemas\.(.+)$/, 'properties of $1')
    .replace(/^crm\.(objects\.)?/, '')
    .replaceAll(/[._]/g, ' ')
  return right === 'read' ? `See ${subject}` : `Create and change ${subject}`
}

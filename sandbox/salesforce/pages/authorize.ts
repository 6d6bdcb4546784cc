import { escapeHtml, htmlPage } from '../../core/pages.ts'
import type { Page, PageAnswer, PageRequest } from '../../core/pages.ts'
import type { Api } from '../dispatch.ts'
import type { Org } from '../org.ts'
import type { Row } from '../records/table.ts'
import type { AuthorizationRequest } from '../rest/oauth/authorize.ts'
import { allow, deny, readAuthorization } from '../rest/oauth/authorize.ts'
import { OAuthError } from '../rest/oauth/errors.ts'

/** The page on which a person lets an app in. https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm */
export const authorizePages = ({ org }: Api): readonly Page[] => [
  { path: /^\/services\/oauth2\/authorize\/?$/, answer: (request) => answer(org, request) },
]

function answer(org: Org, request: PageRequest): PageAnswer {
  try {
    const asked = readAuthorization(org, request.query)
    if (asked.kind === 'refused') return redirect(asked.redirectTo)
    if (request.method !== 'POST') return { status: 200, html: askPage(org, asked.request) }
    if (request.form.get('decision') === 'deny') return redirect(deny(asked.request))
    const user = org.table('User').get(request.form.get('user') ?? '')
    if (user?.['IsActive'] !== true) return { status: 400, html: askPage(org, asked.request) }
    return redirect(allow(org, asked.request, user))
  } catch (error) {
    if (error instanceof OAuthError) return { status: 400, html: errorPage(error) }
    throw error
  }
}

const redirect = (to: string): PageAnswer => ({ status: 302, headers: { Location: to, 'Cache-Control': 'no-store' } })

const SCOPE_LABELS: Readonly<Record<string, string>> = {
  api: 'Manage user data via APIs',
  web: 'Manage user data via Web browsers',
  full: 'Full access',
  refresh_token: 'Perform requests at any time',
  offline_access: 'Perform requests at any time',
  openid: 'Access unique user identifiers',
  id: 'Access the identity URL service',
  profile: 'Access the identity URL service',
  email: 'Access the identity URL service',
}

function askPage(org: Org, { app, scope, redirectUri, loginHint }: AuthorizationRequest): string {
  const labels = [...new Set(scope.split(' ').map((name) => SCOPE_LABELS[name] ?? name))]
  const users = people(org)
  const hinted = users.find((user) => String(user['Username']).toLowerCase() === loginHint?.toLowerCase())
  const options = users.map((user) => {
    const selected = user === (hinted ?? users[0]) ? ' selected' : ''
    const text = `${String(user['Name'])} (${String(user['Username'])})`
    return `<option value="${escapeHtml(String(user['Id']))}"${selected}>${escapeHtml(text)}</option>`
  })
  const { host } = new URL(redirectUri)
  return htmlPage(
    'Allow access?',
    `<style>${styles}</style>
<p><strong>${escapeHtml(app.name)}</strong> is asking to:</p>
<ul>
${labels.map((label) => `<li>${escapeHtml(label)}</li>`).join('\n')}
</ul>
<form method="post" class="consent">
<label for="user">Allow it as</label>
<select id="user" name="user">
${options.join('\n')}
</select>
<div class="choices">
<button name="decision" value="allow" class="main">Allow</button>
<button name="decision" value="deny">Deny</button>
</div>
</form>
<p class="quiet">Your answer goes to ${escapeHtml(host)}. This is the sandbox org “${escapeHtml(org.settings.organizationName)}”: nobody is asked for a password.</p>`,
  )
}

const styles = `
.consent label { display: block; margin-bottom: .25rem; }
.consent select { font: inherit; padding: .4rem; width: 100%; max-width: 28rem; box-sizing: border-box; }
.choices { margin: 1rem 0; }
.main { font-weight: 600; background: var(--link); border: 1px solid var(--link); border-radius: 4px; color: light-dark(#fff, #10131a); }
`

/** Everybody who could be sitting at the browser: the administrator comes first. */
function people(org: Org): readonly Row[] {
  return [...org.table('User').rows()].filter((user) => user['IsActive'] === true && user['UserType'] === 'Standard')
}

/** Nobody is sent back to an address that the app did not register. */
function errorPage({ error, description }: OAuthError): string {
  const line = `error=${error}&error_description=${encodeURIComponent(description)}`
  return htmlPage(
    'OAuth Error',
    `<p>We can’t authorize you because of an OAuth error. For more information, contact your Salesforce administrator.</p>
<p><code>${escapeHtml(line)}</code></p>`,
  )
}

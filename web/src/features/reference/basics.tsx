import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Panel } from '../../components/panel.tsx'
import { useConnection } from '../../shell/use-connection.ts'
import classes from './reference.module.css'

/** What holds for every operation: who asks, how lists go on, how a change is sent twice, what an error says. */
export function Basics() {
  const connection = useConnection()
  return (
    <Panel title="What holds for all of them">
      <dl className={classes['basics']}>
        <div>
          <dt>Who asks</dt>
          <dd>
            <code>Authorization: Bearer &lt;token&gt;</code>. Tokens are made under{' '}
            <Anchor
              component={Link}
              to={`/c/${encodeURIComponent(connection)}/settings`}
              {...({ search: { tab: 'tokens' } } as object)}
              inherit
              underline="always"
            >
              Settings, API tokens
            </Anchor>
            , and never do more than whoever made them.
          </dd>
        </div>
        <div>
          <dt>Lists</dt>
          <dd>
            <code>limit</code> rows a page; <code>nextCursor</code> of a page is <code>cursor</code> of the next, with
            the same filters; null: it was the last. <code>sort</code> and <code>direction</code> order all rows, not
            those of a page.
          </dd>
        </div>
        <div>
          <dt>Changes</dt>
          <dd>
            Send <code>Idempotency-Key</code>: sent again with the same key after a lost answer, it happens once. Each
            is in the audit log.
          </dd>
        </div>
        <div>
          <dt>Errors</dt>
          <dd>
            <code>application/problem+json</code> with a <code>code</code> that stays the same, <code>detail</code> in
            words and <code>remedy</code>. 401: no or a dead token; 403: it may not; 409: something has changed since it
            was read; 422: refused, with what to mend; 429: too fast, see <code>Retry-After</code>.
          </dd>
        </div>
        <div>
          <dt>Values</dt>
          <dd>
            Instants are ISO 8601 in UTC. Money is whole minor units as text: <code>&quot;1054&quot;</code> is 10.54.
          </dd>
        </div>
      </dl>
    </Panel>
  )
}

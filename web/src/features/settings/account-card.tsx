import type { AccountView } from '#http/contract/accounts.ts'
import { AlertIcon, CheckIcon } from '../../components/icons.tsx'
import { Panel } from '../../components/panel.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { formatCount } from '../../format/numbers.ts'
import { clockWords, CREDENTIAL_WORDS, rightWords, standingOf } from './account-words.ts'
import { Fact, VariableName } from './fact.tsx'
import classes from './connection-tab.module.css'

const KINDS = { HubSpot: 'HubSpot account', Salesforce: 'Salesforce org' } as const

/** One CRM: who Tandem is there, what it may do, and what went wrong last. */
export function AccountCard({ crm, account }: { readonly crm: keyof typeof KINDS; readonly account: AccountView }) {
  const { tone, words } = standingOf(account)
  const { user, problem, lastError, calls } = account
  const clock = clockWords(account.clockAheadSeconds)
  return (
    <Panel
      title={crm}
      note={
        <>
          Looked at <When at={account.lookedAt} />, in {(account.tookMs / 1000).toFixed(1)} s.
        </>
      }
      actions={<StatusBadge tone={tone}>{words}</StatusBadge>}
    >
      {problem === null ? null : (
        <p role="alert" className={classes['alert']}>
          <AlertIcon size={16} />
          <span>
            <strong>{problem.message}.</strong> {problem.remedy}
          </span>
        </p>
      )}
      <dl className={classes['facts']}>
        <Fact name={KINDS[crm]}>
          {account.name ?? account.id}
          {account.name === null || account.name.includes(account.id) ? null : <small>{account.id}</small>}
        </Fact>
        <Fact name="Signed in as">
          {user === null ? (
            problem === null ? (
              'The app itself, not a person'
            ) : (
              'Not known now'
            )
          ) : (
            <>
              {user.name}
              <small>{user.login}</small>
            </>
          )}
        </Fact>
        {user === null ? null : (
          <Fact name="Profile and permission sets">
            {user.profile ?? 'No profile told'}
            <small>{user.permissionSets.length === 0 ? 'no permission set' : user.permissionSets.join(', ')}</small>
          </Fact>
        )}
        <Fact name="Credential">
          {CREDENTIAL_WORDS[account.credential.kind]}
          <small>
            in <VariableName name={account.credential.variable} />
          </small>
        </Fact>
        <Fact name="API version">
          {account.apiVersion}
          <small>{hostOf(account.address)}</small>
        </Fact>
        <Fact name="API calls left today">
          {calls.allowance === null ? 'No limit is known yet' : formatCount(Math.max(0, calls.allowance - calls.used))}
          <small>
            {calls.allowance === null
              ? `${formatCount(calls.used)} used`
              : `of ${formatCount(calls.allowance)} that Tandem may make`}
          </small>
        </Fact>
        <Fact name="Asked for changes">{account.polledAt === null ? 'Never yet' : <When at={account.polledAt} />}</Fact>
        <Fact name="Last error">
          {lastError === null ? (
            'None'
          ) : (
            <>
              <When at={lastError.at} />
              <small>
                {lastError.code}: {lastError.message}
              </small>
            </>
          )}
        </Fact>
      </dl>
      {clock === null ? null : <p className={classes['alert']}>{clock}</p>}
      {account.rights.length === 0 ? null : <Rights crm={crm} rights={account.rights} />}
    </Panel>
  )
}

function Rights({ crm, rights }: { readonly crm: keyof typeof KINDS; readonly rights: AccountView['rights'] }) {
  return (
    <>
      <h3 className={classes['heading']}>What it may do</h3>
      <ul className={classes['rights']} aria-label={`What the credential may do in ${crm}`}>
        {rights.map(({ name, label, onlyFor, needs, missing, why }) => (
          <li key={name} data-missing={missing.length > 0 ? 'yes' : undefined}>
            {missing.length > 0 ? <AlertIcon size={15} /> : <CheckIcon size={15} />}
            <span>
              {label}: {missing.length === 0 ? rightWords(needs) : `may not ${rightWords(missing)}`}
              {missing.length === 0 ? null : (
                <small>
                  {name}
                  {onlyFor === null ? '' : `; needed for ${onlyFor}`}
                  {why === null ? '' : `. ${why}`}
                </small>
              )}
            </span>
          </li>
        ))}
      </ul>
      {crm === 'HubSpot' ? (
        <p className={classes['quiet']}>Writing is not tried here: HubSpot tells of that right only by a refusal.</p>
      ) : null}
    </>
  )
}

const hostOf = (address: string): string => URL.parse(address)?.host ?? address

import { readConnectionContract } from '#http/contract/connection.ts'
import { useRead } from '../../api/use-api.ts'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { useMay } from '../../shell/use-session.ts'
import { Accounts } from './accounts.tsx'
import { Fact, VariableName } from './fact.tsx'
import { PauseAction } from './pause-action.tsx'
import { ProvisionPanel } from './provision-panel.tsx'
import classes from './connection-tab.module.css'

/** Which accounts are joined, how changes come in, and whether the sync goes on. */
export function ConnectionTab() {
  const { data, error, refetch } = useRead(readConnectionContract)
  const mayOperate = useMay('operate')
  const mayConfigure = useMay('configure')
  if (data === undefined)
    return error === null ? <PageLoading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />
  const isPaused = data.state === 'paused'
  return (
    <div className={classes['stack']}>
      <Panel
        title={data.name}
        note={
          isPaused
            ? `Paused: ${data.pausedReason ?? 'no reason was given'}. What changes meanwhile waits.`
            : 'HubSpot and Salesforce are kept in step.'
        }
        actions={mayOperate ? <PauseAction isPaused={isPaused} /> : null}
      >
        <dl className={classes['facts']}>
          <Fact name="State">
            {isPaused ? <StatusBadge tone="bad">Paused</StatusBadge> : <StatusBadge tone="good">Active</StatusBadge>}
          </Fact>
          <Fact name="Currency">{data.currency}</Fact>
          <Fact name="Time zone of the org">{data.timeZone}</Fact>
          <Fact name="Go-live">
            <When at={data.goLiveAt} as="date" />
            <small>who qualified before is linked, not handed over</small>
          </Fact>
          <Fact name="Configuration in force">version {data.configVersion}</Fact>
        </dl>
      </Panel>
      <Accounts />
      {mayConfigure ? <ProvisionPanel /> : null}
      <Panel
        title="How changes come in"
        note="Both CRMs are polled again and again; where they send events by themselves, it takes a second."
      >
        <dl className={classes['facts']}>
          <Fact name="HubSpot is polled">{every(data.pollSeconds.hubspot)}</Fact>
          <Fact name="Salesforce is polled">{every(data.pollSeconds.salesforce)}</Fact>
          <Fact name="HubSpot webhooks">
            <OnOff state={data.webhooks.state} />
            <small>
              {data.webhooks.address ?? (
                <>
                  set <VariableName name="TANDEM_HUBSPOT_CLIENT_SECRET" /> to take them
                </>
              )}
            </small>
          </Fact>
          <Fact name="Salesforce change events">
            <OnOff state={data.salesforceEvents} />
            {data.salesforceEvents === 'on' ? null : (
              <small>
                set <VariableName name="TANDEM_SALESFORCE_EVENTS" /> to on
              </small>
            )}
          </Fact>
        </dl>
      </Panel>
    </div>
  )
}

const OnOff = ({ state }: { readonly state: 'on' | 'off' }) =>
  state === 'on' ? <StatusBadge tone="good">On</StatusBadge> : <StatusBadge tone="quiet">Off</StatusBadge>

const every = (seconds: number | null): string => (seconds === null ? 'Not yet' : `every ${seconds} s`)

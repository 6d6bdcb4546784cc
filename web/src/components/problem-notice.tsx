import { Button } from '@mantine/core'
import { ApiProblem } from '../api/fetch-json.ts'
import { AlertIcon } from './icons.tsx'
import classes from './problem-notice.module.css'

/** What failed, what to do about it, and a button to try again. */
export function ProblemNotice(props: {
  readonly error: Error
  readonly onRetry: () => void
  /** Said in addition when older figures are still on the page. */
  readonly meanwhile?: string
}) {
  const { error } = props
  const known = error instanceof ApiProblem
  return (
    <section role="alert" className={classes['notice']}>
      <span className={classes['icon']}>
        <AlertIcon size={24} />
      </span>
      <div>
        <h2 className={classes['title']}>{known ? error.message : 'This page failed'}</h2>
        <p>{known ? error.remedy : `${error.message} Reload the page.`}</p>
        {props.meanwhile === undefined ? null : <p className={classes['quiet']}>{props.meanwhile}</p>}
        <p className={classes['actions']}>
          <Button size="xs" variant="default" onClick={props.onRetry}>
            Try again
          </Button>
          {known ? <span className={classes['quiet']}>{error.code}</span> : null}
        </p>
      </div>
    </section>
  )
}

/*
 * The identity team moved its task.
 *
 * Where:   System Definition > Business Rules, scope Global, Advanced
 * Name:    Access Desk: identity task
 * Table:   sc_task
 * When:    async
 * Actions: update
 * Filter:  stateVALCHANGES^correlation_display=access-desk^sys_updated_by!=<integration user>
 */
new AccessDeskSender().send('task.changed', current);

/*
 * An answer on the form of a request was changed after it was ordered.
 *
 * Where:   System Definition > Business Rules, scope Global, Advanced
 * Name:    Access Desk: answer changed
 * Table:   sc_item_option
 * When:    async
 * Actions: update
 * Filter:  valueVALCHANGES^sys_updated_by!=<integration user>
 */
new AccessDeskSender().send('variable.changed', current);

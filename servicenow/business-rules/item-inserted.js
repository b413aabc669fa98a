/*
 * A request was ordered.
 *
 * Where:   System Definition > Business Rules, scope Global, Advanced
 * Name:    Access Desk: item ordered
 * Table:   sc_req_item
 * When:    async
 * Actions: insert
 * Filter:  cat_itemIN<catalog items>
 */
new AccessDeskSender().send('ritm.inserted', current);

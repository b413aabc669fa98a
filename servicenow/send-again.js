/*
 * Tries a call again that failed before.
 *
 * Where:  System Policy > Events > Script Actions, scope Global
 * Name:   Access Desk: send again
 * Event:  access_desk.send_again (make it first: System Policy > Events > Registry, table empty)
 */
new AccessDeskSender().sendAgain(current, event.parm1, event.parm2);

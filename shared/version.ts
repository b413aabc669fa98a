/** Of Access Desk, as package.json has it (a test keeps the two equal). Goes into the User-Agent of every outgoing call. */
export const VERSION = '0.1.0';

// Reads an iCalendar file with ical.js and prints its dates between two moments as JSON: the second, independent opinion.
// node read_ical.mjs FILE FROM UNTIL (ISO, UTC)
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const [file, from, until] = process.argv.slice(2);
const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(new ICAL.Timezone(zone));
const first = new Date(from);
const last = new Date(until);
// Moved dates come when the rule reaches their old place.
const stop = new Date(last.getTime() + 100 * 86400000);
const entries = new Map();
for (const entry of calendar.getAllSubcomponents("vevent")) {
  const uid = entry.getFirstPropertyValue("uid");
  entries.set(uid, [...(entries.get(uid) ?? []), entry]);
}
const found = [];
const moment = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString());
const add = (start, end, item) => {
  const at = start.toJSDate();
  if (at < first || at >= last) return;
  const value = (name) => item.component.getFirstPropertyValue(name) ?? "";
  found.push([moment(start), moment(end), value("status"), value("location"), value("summary")]);
};
for (const group of entries.values()) {
  const whole = group.filter((entry) => !entry.hasProperty("recurrence-id"));
  if (whole.length !== 1) throw new Error(`${whole.length} entries with one UID`);
  const exceptions = group.filter((entry) => entry.hasProperty("recurrence-id"));
  const event = new ICAL.Event(whole[0], { exceptions, strictExceptions: true });
  if (!event.isRecurring()) {
    add(event.startDate, event.endDate, event);
    continue;
  }
  const dates = event.iterator();
  for (let next = dates.next(); next && next.toJSDate() < stop; next = dates.next()) {
    const { startDate, endDate, item } = event.getOccurrenceDetails(next);
    add(startDate, endDate, item);
  }
}
console.log(JSON.stringify(found));

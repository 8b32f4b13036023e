package value

const (
	nanosPerSecond = 1_000_000_000
	secondsPerDay  = 86_400

	// MinSecond and MaxSecond bound the DateTimes that have a text: years 0001
	// to 9999, as seconds since 1970.
	MinSecond = -62_135_596_800
	MaxSecond = 253_402_300_799
)

// Civil is an instant as a date and a time of day in UTC, without fractions.
type Civil struct {
	Year, Month, Day     int // Month and Day count from 1
	Hour, Minute, Second int
}

// CivilOf returns the date and time of an instant in seconds since 1970.
// Proleptic Gregorian calendar. Cost: O(1).
func CivilOf(sec int64) Civil {
	days := sec / secondsPerDay
	rest := int(sec % secondsPerDay)
	if rest < 0 {
		rest += secondsPerDay
		days--
	}
	// Days since 0000-03-01, in eras of 400 years.
	days += 719_468
	era := days / 146_097
	if days%146_097 < 0 {
		era--
	}
	day := int(days - era*146_097)
	yoe := (day - day/1460 + day/36_524 - day/146_096) / 365
	doy := day - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	c := Civil{Year: yoe + int(era*400), Month: mp + 3, Day: doy - (153*mp+2)/5 + 1}
	if c.Month > 12 {
		c.Month -= 12
		c.Year++
	}
	c.Hour, c.Minute, c.Second = rest/3600, rest/60%60, rest%60
	return c
}

// Unix returns the instant in seconds since 1970. Fields out of range are
// carried for days, hours, minutes and seconds; Month must be 1 to 12.
func (c Civil) Unix() int64 {
	y, mp := int64(c.Year), int64(c.Month+9)%12
	if c.Month <= 2 {
		y--
	}
	era := y / 400
	if y%400 < 0 {
		era--
	}
	yoe := y - era*400
	doy := (153*mp+2)/5 + int64(c.Day) - 1
	days := era*146_097 + yoe*365 + yoe/4 - yoe/100 + doy - 719_468
	return days*secondsPerDay + int64(c.Hour)*3600 + int64(c.Minute)*60 + int64(c.Second)
}

// DaysIn returns the number of days of a month.
func DaysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

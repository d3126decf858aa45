package eval

import (
	"os"
	"strconv"
	"strings"
	"time"
)

// Processor is the time that a process, "self" or a number, has had on all
// processors, as Linux tells it, to a hundredth of a second; 0 elsewhere.
func Processor(process string) time.Duration {
	stat, _ := os.ReadFile("/proc/" + process + "/stat")
	_, after, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(after)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond // USER_HZ is 100
}

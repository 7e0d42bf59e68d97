package theory
import ("testing";"time";"fmt")
func TestScratch(t *testing.T){
 for _,p:=range []Peak{{1000,false,7800,1200,60,20},{1000,false,7800,1200,60,15},{1000,true,7800,1200,60,20}} {
  b:=time.Now()
  c:=p.Follow(8160,18600)
  fmt.Println(time.Since(b), c.Queue, c.QueueMax,c.QueueMaxAt, c.WaitMean())
 }
}
